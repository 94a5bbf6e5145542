import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether the URL responds with success. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false
  )
}

export async function getJson(url: string, headers: Record<string, string> = {}): Promise<any> {
  const response = await fetch(url, { headers })
  return response.json()
}

/** An unused port: the preferred one if it is free. */
export async function freePort(preferred = 0): Promise<number> {
  const server = createServer()
  server.listen(preferred, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (preferred === 0) throw error
    return freePort()
  }
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
