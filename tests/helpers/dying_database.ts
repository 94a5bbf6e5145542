import type { Database } from '@adonisjs/lucid/database'

/** As the process sees it that is killed before its nth statement: that one and all after it fail. */
export function dyingDatabase(db: Database, atStatement: number) {
  let statements = 0
  const dying = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(_, property) {
        const value: any = Reflect.get(target, property)
        if (property === 'connection') return (...args: any[]) => dying(value.apply(target, args))
        if (property === 'transaction') return async () => dying(await value.call(target))
        if (property === 'knexClient') return value
        if (property === 'rawQuery')
          return async (...args: unknown[]) => {
            if (++statements >= atStatement) throw new Error('killed')
            return value.apply(target, args)
          }
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  return { db: dying(db), wasKilled: () => statements >= atStatement }
}
