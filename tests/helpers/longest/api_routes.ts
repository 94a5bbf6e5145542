import router from '@adonisjs/core/services/router'
import type { RouteLimits } from '#tests/helpers/longest/shapes'

export interface ApiRoute extends RouteLimits {
  /** `GET /patients/:ref` */
  name: string
  method: string
}

export function apiRoutes(): ApiRoute[] {
  const routes = Object.values(router.toJSON()).flat()
  return routes.flatMap(({ pattern, methods: [method], middleware }) => {
    const body: any = [...middleware.all()].find(({ name }: any) => name === 'body')
    if (!pattern.startsWith('/api/v1/') || !body) return []
    return { name: `${method} ${pattern.slice(7)}`, method, pattern, ...body.args }
  })
}
