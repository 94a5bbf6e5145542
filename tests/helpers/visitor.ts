import { PASSWORD } from '#tests/helpers/users'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

export interface Page {
  status: number
  /** Where a redirect leads. */
  to: string | null
  html: string
  headers: Headers
}

export interface UploadedFile {
  name: string
  content: string | Uint8Array<ArrayBuffer>
}

/** Somebody with a browser that keeps cookies, over a real socket. Redirects are not followed. */
export class Visitor {
  readonly #cookies = new Map<string, string>()
  #token = ''

  constructor(
    private readonly headers: Record<string, string> = {},
    private readonly server = `http://${process.env.HOST}:${process.env.PORT}`
  ) {}

  /** Signed in with the password of the tests, or another. */
  static async signedIn(user: { email: string }, password = PASSWORD): Promise<Visitor> {
    const visitor = new Visitor()
    const page = await visitor.signIn(user.email, password)
    if (page.status !== 302) throw new Error(`Not signed in: ${page.status} ${page.html}`)
    return visitor
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** Sends these cookies from now on. */
  take(cookies: ReadonlyMap<string, string>): void {
    this.#cookies.clear()
    for (const [name, value] of cookies) this.#cookies.set(name, value)
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send(path, { method: 'GET', headers })
  }

  /** Opens the page, and sends its form. */
  async signIn(email: string, password: string, fields: Record<string, string> = {}) {
    await this.get('/sign-in')
    return this.post('/sign-in', { email, password, ...fields })
  }

  /** With the token of the last page that had a form, unless `_csrf` is given. */
  post(path: string, fields: Record<string, string | string[]> = {}): Promise<Page> {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries({ _csrf: this.#token, ...fields }))
      for (const one of [value].flat()) form.append(name, one)
    return this.#send(path, { method: 'POST', body: form })
  }

  /** A form with a file, as a browser sends it. */
  upload(path: string, { name, content }: UploadedFile, token = this.#token): Promise<Page> {
    const form = new FormData()
    form.append('_csrf', token)
    form.append('file', new Blob([content]), name)
    return this.#send(path, { method: 'POST', body: form })
  }

  async #send(path: string, { headers, ...request }: RequestInit): Promise<Page> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(`${this.server}${path}`, {
      ...request,
      redirect: 'manual',
      headers: { accept: BROWSER, ...this.headers, cookie, ...(headers as object) },
    })
    for (const set of response.headers.getSetCookie()) this.#keep(set)
    const html = await response.text()
    this.#token = /name='_csrf' value='([^']+)'/.exec(html)?.[1] ?? this.#token
    const { status } = response
    return { status, html, to: response.headers.get('location'), headers: response.headers }
  }

  #keep(set: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(set)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}
