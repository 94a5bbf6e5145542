import { Agent, request } from 'node:http'

export interface RequestToSend {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer
}

const agent = new Agent({ keepAlive: true })

/** The status of the answer. Does as little as it can: it shares its process with the server. */
export function statusFor({ method, path, headers, body }: RequestToSend): Promise<number> {
  const { HOST: host, PORT: port } = process.env
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path, agent }, (answer) => {
      answer
        .resume()
        .once('end', () => resolve(answer.statusCode!))
        .once('error', reject)
    })
    sent.once('error', reject)
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value)
    if (body.length > 0) {
      sent.setHeader('Content-Type', 'application/json')
      sent.setHeader('Content-Length', body.length)
    }
    sent.end(body)
  })
}
