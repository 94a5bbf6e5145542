import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, targets } from '@adonisjs/core/logger'
import { forLog } from '#exceptions/for_log'

/** JSON is for programs; at a terminal a person reads. */
const isForPeople = !app.inTest && (!app.inProduction || process.stderr.isTTY)

const withoutStack = (part: unknown) =>
  typeof part === 'string' ? part.replace(/(?:\n {4}at .*)+/g, '') : part

const loggerConfig = defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'rappel',
      level: env.get('LOG_LEVEL', 'info'),
      /** Structured lines go to stderr: stdout of a command is for its result (`--json`). */
      transport: {
        targets: targets()
          .pushIf(isForPeople, targets.pretty({ destination: 2, singleLine: true }))
          .pushIf(!isForPeople, targets.file({ destination: 2 }))
          .toArray(),
      },
      /** Lucid and others write stacks into a message. */
      hooks: {
        logMethod(parts, method) {
          method.apply(this, parts.map(withoutStack) as typeof parts)
        },
      },
      /**
       * Errors of databases and operators quote rows and numbers, so they must be logged as `err`.
       */
      serializers: { err: forLog },
      /** A second line of defence: no code is meant to log these. */
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
