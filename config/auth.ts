import { configProvider } from '@adonisjs/core'
import { defineConfig } from '@adonisjs/auth'
import { tokensGuard } from '@adonisjs/auth/access_tokens'
import type { ApiTokens } from '#access/api_tokens'
import type { Authenticators, InferAuthEvents, InferAuthenticators } from '@adonisjs/auth/types'

/** Callers of the API: programs with a bearer token. */
const authConfig = defineConfig({
  default: 'api',
  guards: {
    api: tokensGuard({
      provider: configProvider.create(async (app): Promise<ApiTokens> => {
        const { ApiTokens: Tokens } = await import('#access/api_tokens')
        return app.container.make(Tokens)
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
