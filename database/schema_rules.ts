import { type SchemaRules } from '@adonisjs/lucid/types/schema_generator'

/** A due date is a date, `YYYY-MM-DD`, on both databases and in the models; 64-bit integers are numbers. */
export default {
  types: {
    date: { tsType: 'string', imports: [], decorators: [{ name: '@column' }] },
    bigint: { tsType: 'number', imports: [], decorators: [{ name: '@column' }] },
  },
} satisfies SchemaRules
