import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface TakenMail {
  to: string[]
  /** As it travelled. */
  raw: string
}

/** A mail server on this machine. */
export class MailServer {
  readonly mails: TakenMail[] = []
  readonly #server: SMTPServer

  constructor(options: SMTPServerOptions = {}) {
    this.#server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: ({ username }, _session, done) => done(null, { user: username }),
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address)
          this.mails.push({ to, raw: Buffer.concat(chunks).toString() })
          done(null)
        })
      },
      ...options,
    })
    this.#server.on('error', () => undefined)
  }

  /** Returns the URL of the server, with a login if one is given. */
  async start(login = ''): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = this.#server.server.address() as AddressInfo
    return `smtp://${login}127.0.0.1:${port}`
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(resolve)
    })
  }
}

/** The readable part of a mail: header and body decoded. */
export function readMail(raw: string): { header: string; body: string } {
  const [header, ...rest] = raw.split('\r\n\r\n')
  const coded = rest.join('\r\n\r\n')
  const body = /base64/i.test(header)
    ? Buffer.from(coded, 'base64').toString()
    : /quoted-printable/i.test(header)
      ? decodeQuotedPrintable(coded)
      : coded
  return { header: header.replaceAll(/\r\n\s+/g, ' '), body }
}

function decodeQuotedPrintable(text: string): string {
  const joined = text.replaceAll('=\r\n', '')
  return decodeURIComponent(joined.replaceAll('%', '%25').replaceAll(/=([0-9A-F]{2})/g, '%$1'))
}
