import type { Database } from '@adonisjs/lucid/database'

/** A database that carries every statement out, and loses the answers of those that `isLost` picks by their number and text. */
export function flakyDatabase(
  db: Database,
  isLost: (statement: number, sql: string) => boolean
): Database {
  let statements = 0
  const flaky = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(_, property) {
        const value: any = Reflect.get(target, property)
        if (property === 'connection') return (...args: any[]) => flaky(value.apply(target, args))
        if (property === 'rawQuery')
          return async (...args: unknown[]) => {
            const answer = await value.apply(target, args)
            statements += 1
            if (isLost(statements, String(args[0]))) throw new Error('the connection was lost')
            return answer
          }
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  return flaky(db)
}
