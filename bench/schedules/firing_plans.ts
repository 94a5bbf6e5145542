import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'

interface Statement {
  sql: string
  bindings: unknown[]
}

/** The plan of each statement that looks for due schedules, as the firing sends it. */
export async function firingPlans(
  client: QueryClientContract,
  firing: () => Promise<unknown>
): Promise<string[]> {
  const searches = new Map<string, Statement>()
  const knex = client.getWriteClient()
  const listen = (statement: Statement) => {
    if (/next_run_at\s*<=/.test(statement.sql)) searches.set(statement.sql, statement)
  }
  knex.on('query', listen)
  await firing()
  knex.removeListener('query', listen)
  if (searches.size === 0) throw new Error('no query for due schedules was seen')

  const plans: string[] = []
  for (const { sql, bindings } of searches.values()) {
    const explain = `EXPLAIN ${isPostgres(client) ? '' : 'QUERY PLAN '}${sql.replace(/\$\d+/g, '?')}`
    const answer = await knex.raw(explain, bindings as never)
    const rows: Record<string, string>[] = isPostgres(client) ? answer.rows : answer
    const plan = rows.map((row) => `  ${row['QUERY PLAN'] ?? row.detail}`).join('\n')
    if (!plan.includes('schedules_due'))
      throw new Error(`the firing does not use its index:\n${plan}`)
    plans.push(plan)
  }
  return plans
}
