import { registerHooks } from 'node:module'

/** Says on stderr when the client of Kafka is loaded. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@platformatic/kafka')) process.stderr.write('LOADED KAFKA\n')
    return next(specifier, context)
  },
})
