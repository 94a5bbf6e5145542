import type { OrangeEmulator } from '#emulator/orange_emulator'

export const SENDER = 'tel:+2370000'
/** Not one of the special endings. */
export const NUMBER = 'tel:+237690005555'

interface Heard {
  status: number
  body: any
  headers: Headers
}

/** What a client hears; `undefined` where the connection breaks before a whole answer. */
export async function call(url: string, init: RequestInit = {}): Promise<Heard | undefined> {
  try {
    const response = await fetch(url, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    }
  } catch {
    return undefined
  }
}

/** A client of the emulator that knows nothing of ours. */
export class Client {
  #token: string | undefined

  constructor(readonly emulator: OrangeEmulator) {}

  get url(): string {
    return this.emulator.url
  }

  async askToken(
    { id = 'demo', secret = 'demo', grant = 'client_credentials' } = {},
    headers: Record<string, string> = {}
  ) {
    return (await call(`${this.url}/oauth/v3/token`, {
      method: 'POST',
      headers: {
        'Authorization': `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Accept': 'application/json',
        ...headers,
      },
      body: `grant_type=${grant}`,
    }))!
  }

  async token(): Promise<string> {
    this.#token ??= (await this.askToken()).body.access_token as string
    return this.#token
  }

  forgetToken(): void {
    this.#token = undefined
  }

  async send(
    address: string = NUMBER,
    { text = 'Rappel', signal }: { text?: string; signal?: AbortSignal } = {}
  ) {
    return this.sendBody(aBody(address, text), { signal })
  }

  async sendBody(
    body: unknown,
    {
      headers = {},
      path = `/smsmessaging/v1/outbound/${encodeURIComponent(SENDER)}/requests`,
      signal,
    }: { headers?: Record<string, string>; path?: string; signal?: AbortSignal } = {}
  ) {
    return call(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        'Authorization': `Bearer ${await this.token()}`,
        'Content-Type': 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal,
    })
  }

  async get(path: string, headers: Record<string, string> = {}) {
    return (await call(`${this.url}${path}`, {
      headers: { Authorization: `Bearer ${await this.token()}`, ...headers },
    }))!
  }

  outcomes(): string[] {
    return this.emulator.journal().map(({ outcome }) => outcome)
  }
}

export function aBody(address: unknown, text: unknown = 'Rappel', more: object = {}) {
  return {
    outboundSMSMessageRequest: {
      address,
      senderAddress: SENDER,
      outboundSMSTextMessage: { message: text },
      ...more,
    },
  }
}
