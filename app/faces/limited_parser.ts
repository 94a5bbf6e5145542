import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import config from '@adonisjs/core/services/config'

const byLimit = new Map<number, BodyParserMiddleware>()

/** The parser of config/bodyparser.ts with another limit, in bytes. Routes have few of them. */
export function limitedParser(limitBytes: number): BodyParserMiddleware {
  const known = byLimit.get(limitBytes)
  if (known) return known
  const { form, json, ...settings } = config.get<ParserConfig>('bodyparser')
  const limit = limitBytes
  const limited = { ...settings, form: { ...form, limit }, json: { ...json, limit } }
  const parser = new BodyParserMiddleware(limited)
  byLimit.set(limitBytes, parser)
  return parser
}

type ParserConfig = ConstructorParameters<typeof BodyParserMiddleware>[0]
