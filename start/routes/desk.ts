import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { accountRoutes } from '#start/routes/accounts'
import { screenRoutes } from '#start/routes/pages'

/** The pages for people, with a session. */
router
  .group(() => {
    accountRoutes()
    screenRoutes()
  })
  .as('desk')

/** Style sheets, icons and scripts: the same for everybody, without a session. */
router.get('/assets/:name', [controllers.desk.Assets, 'show']).as('assets.show')
