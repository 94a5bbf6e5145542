import { configProvider } from '@adonisjs/core'
import { defineConfig } from '@adonisjs/auth'
import { sessionGuard } from '@adonisjs/auth/session'
import { tokensGuard } from '@adonisjs/auth/access_tokens'
import type { ApiTokens } from '#access/api_tokens'
import type { DeskUsers } from '#access/desk_users'
import type { Authenticators, InferAuthEvents, InferAuthenticators } from '@adonisjs/auth/types'

/** `api`: programs with a bearer token. `desk`: people with a session, who use the pages. */
const authConfig = defineConfig({
  default: 'api',
  guards: {
    api: tokensGuard({
      provider: configProvider.create(async (app): Promise<ApiTokens> => {
        const { ApiTokens: Tokens } = await import('#access/api_tokens')
        return app.container.make(Tokens)
      }),
    }),
    desk: sessionGuard({
      useRememberMeTokens: false,
      provider: configProvider.create(async (app): Promise<DeskUsers> => {
        const { DeskUsers: Users } = await import('#access/desk_users')
        return app.container.make(Users)
      }),
    }),
  },
})

export default authConfig

declare module '@adonisjs/auth/types' {
  export interface Authenticators extends InferAuthenticators<typeof authConfig> {}
}
declare module '@adonisjs/core/types' {
  interface EventsList extends InferAuthEvents<Authenticators> {}
}
