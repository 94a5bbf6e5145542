import env from '#start/env'
import { forLog } from '#exceptions/for_log'
import app from '@adonisjs/core/services/app'
import { defineConfig, targets } from '@adonisjs/core/logger'

const loggerConfig = defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'rappel',
      level: env.get('LOG_LEVEL', 'info'),
      /**
       * Structured lines go to stderr: stdout of a command belongs to its answer (`--json`).
       */
      transport: {
        targets: targets()
          .pushIf(
            !app.inProduction && !app.inTest,
            targets.pretty({ destination: 2, singleLine: true })
          )
          .pushIf(app.inProduction || app.inTest, targets.file({ destination: 2 }))
          .toArray(),
      },
      /** PostgreSQL's errors quote rows, with number and text, in fields that would be logged with them. */
      serializers: { err: forLog },
      /** A second line of defence: no code path is meant to log these at all. */
      redact: {
        paths: [
          'phone',
          'phoneNumber',
          'phone_number',
          'address',
          'body',
          'text',
          'firstName',
          'lastName',
          '*.phoneNumber',
          '*.body',
        ],
        censor: '[redacted]',
      },
    },
  },
})

export default loggerConfig

declare module '@adonisjs/core/types' {
  export interface LoggersList extends InferLoggers<typeof loggerConfig> {}
}
