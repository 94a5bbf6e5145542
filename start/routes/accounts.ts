import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { deskRoute } from '#start/desk_route'

/** Signing in, one's own account, and those of others; called within the group of pages. */
export function accountRoutes(): void {
  signInRoutes()
  ownAccountRoutes()
  userRoutes()
}

function signInRoutes(): void {
  const { Languages, SignInCodes, SignIns } = controllers.desk
  deskRoute(router.get('/sign-in', [SignIns, 'create']), 'stranger')
  deskRoute(router.post('/sign-in', [SignIns, 'store']), 'stranger')
  deskRoute(router.get('/sign-in/code', [SignInCodes, 'create']), 'stranger')
  deskRoute(router.post('/sign-in/code', [SignInCodes, 'store']), 'stranger')
  deskRoute(router.post('/sign-out', [SignIns, 'destroy']), 'viewer')
  deskRoute(router.post('/language', [Languages, 'update']), 'stranger')
}

function ownAccountRoutes(): void {
  const { Account, Passwords, SecondFactors, Sessions } = controllers.desk
  deskRoute(router.get('/account', [Account, 'show']), 'viewer')
  deskRoute(router.put('/account/password', [Passwords, 'update']), 'viewer')
  deskRoute(router.delete('/account/sessions', [Sessions, 'destroy']), 'viewer')
  deskRoute(router.get('/account/second-factor', [SecondFactors, 'create']), 'viewer')
  deskRoute(router.post('/account/second-factor', [SecondFactors, 'store']), 'viewer')
  deskRoute(router.delete('/account/second-factor', [SecondFactors, 'destroy']), 'viewer')
}

function userRoutes(): void {
  const { Tokens, UserLocks, UserPasswords, UserRoles, UserSecondFactors, UserSessions, Users } =
    controllers.desk
  deskRoute(router.get('/users', [Users, 'index']), 'admin')
  deskRoute(router.post('/users', [Users, 'store']), 'admin')
  deskRoute(router.get('/users/:id', [Users, 'show']), 'admin')
  deskRoute(router.put('/users/:id/role', [UserRoles, 'update']), 'admin')
  deskRoute(router.put('/users/:id/lock', [UserLocks, 'store']), 'admin')
  deskRoute(router.delete('/users/:id/lock', [UserLocks, 'destroy']), 'admin')
  deskRoute(router.post('/users/:id/password', [UserPasswords, 'store']), 'admin')
  deskRoute(router.delete('/users/:id/sessions', [UserSessions, 'destroy']), 'admin')
  deskRoute(router.delete('/users/:id/second-factor', [UserSecondFactors, 'destroy']), 'admin')
  deskRoute(router.get('/tokens', [Tokens, 'index']), 'admin')
  deskRoute(router.post('/tokens', [Tokens, 'store']), 'admin')
  deskRoute(router.delete('/tokens/:id', [Tokens, 'destroy']), 'admin')
}
