import app from '@adonisjs/core/services/app'
import { Encryption } from '@adonisjs/core/encryption'
import type { HttpContext } from '@adonisjs/core/http'
import type { SessionConfig, SessionData, SessionStoreContract } from '@adonisjs/session/types'
import type { StoredSession } from '#access/sessions/user_sessions'

/** Where the guard `desk` keeps the id of who is signed in. */
const SIGNED_IN = 'auth_desk'

/** In a session: somebody chose to stay signed in. */
export const STAYS = 'stays'

/**
 * Sessions of people who are signed in are rows, so that they can be listed and ended. Those of
 * strangers are an encrypted cookie: looking at the sign-in page writes nothing to the database.
 */
export const deskSessionStore = (ctx: HttpContext, config: SessionConfig): SessionStoreContract =>
  new DeskSessionStore(ctx, config)

class DeskSessionStore implements SessionStoreContract {
  #stored?: StoredSession
  #storedId?: string

  constructor(
    private readonly ctx: HttpContext,
    private readonly config: SessionConfig
  ) {}

  async read(id: string): Promise<SessionData | null> {
    const strangers = this.#ofCookie(id)
    if (strangers) return strangers
    const sessions = await rows()
    this.#stored = await sessions.find(id)
    if (!this.#stored) return null
    this.#storedId = id
    const encryption = await app.container.make(Encryption)
    return encryption.decrypt<SessionData>(this.#stored.content, PURPOSE)
  }

  async write(id: string, values: SessionData): Promise<void> {
    const userId = values[SIGNED_IN]
    if (userId === undefined) return this.#writeCookie(id, values)
    const encryption = await app.container.make(Encryption)
    const content = encryption.encrypt(values, undefined, PURPOSE)
    const sessions = await rows()
    if (this.#stored && this.#storedId === id) {
      if (!this.#isRenewal) await sessions.update(this.#stored, content)
      return
    }
    const { request } = this.ctx
    return sessions.insert({
      id,
      userId: Number(userId),
      content,
      stays: values[STAYS] === true,
      address: request.ip(),
      browser: request.header('user-agent') ?? '',
    })
  }

  async destroy(id: string): Promise<void> {
    const { request, response } = this.ctx
    if (request.cookiesList()[this.#cookie]) response.clearCookie(this.#cookie, this.config.cookie)
    const sessions = await rows()
    await sessions.delete(id)
  }

  async touch(id: string): Promise<void> {
    if (!this.#stored || this.#storedId !== id || this.#isRenewal) return
    const sessions = await rows()
    await sessions.touch(this.#stored)
  }

  /** A page that renews itself is not a person who uses it, or who reads what was flashed. */
  get #isRenewal(): boolean {
    const { request } = this.ctx
    return request.method() === 'GET' && request.header('hx-request') !== undefined
  }

  get #cookie(): string {
    return `${this.config.cookieName}-stranger`
  }

  #ofCookie(id: string): SessionData | null {
    const content = this.ctx.request.encryptedCookie(this.#cookie)
    return content?.id === id ? content.values : null
  }

  #writeCookie(id: string, values: SessionData): void {
    this.ctx.response.encryptedCookie(this.#cookie, { id, values }, this.config.cookie)
  }
}

/** Nothing else that is encrypted can stand in for a session. */
const PURPOSE = 'session'

/** Loaded on first use: every command reads config/session.ts, and few need sessions. */
async function rows() {
  const { UserSessions } = await import('#access/sessions/user_sessions')
  return app.container.make(UserSessions)
}
