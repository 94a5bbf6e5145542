import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, targets } from '@adonisjs/core/logger'
import { forLog } from '#exceptions/for_log'
import { logContext } from '#values/log_context'
import { withLogEvent } from '#values/log_event'

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
      /** Ids of the request, run, sweep and batch that a line belongs to. */
      mixin(_fields, _level, logger) {
        const { request_id: request, ...context } = logContext()
        /** The logger of a request says so itself. */
        const isKnown = request === undefined || 'request_id' in logger.bindings()
        return isKnown ? context : { ...context, request_id: request }
      },
      /** Each line has the name of its event. Lucid and others write stacks into a message. */
      hooks: {
        logMethod(parts, method) {
          method.apply(this, withLogEvent(parts.map(withoutStack)) as typeof parts)
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
