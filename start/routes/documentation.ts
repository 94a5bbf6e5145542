import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'

/** The API described; without a token, as it is read before there is one. */
export function documentationRoutes(): void {
  const { Documentation } = controllers.api
  router.get('/openapi.json', [Documentation, 'json'])
  router.get('/docs', [Documentation, 'page'])
  router.get('/docs/style.css', [Documentation, 'style'])
}
