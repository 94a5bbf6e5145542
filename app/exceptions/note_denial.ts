import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import { nameOfFace } from '#faces/faces'
import { Denials } from '#monitoring/denials/denials'
import { networkOf } from '#values/network_of'

const ALWAYS = [401, 403, 429]

interface Refused {
  status: number
  path: string
  /** The address of the caller. */
  address?: string
  auth?: HttpContext['auth']
}

/**
 * Counts a request that was answered with this status, if that denied it something. To callers
 * without the secret webhooks do not exist; any other 404 is a mistake of the caller.
 */
export async function noteDenial({ status, path, address, auth }: Refused): Promise<void> {
  const face = nameOfFace(path)
  if (!ALWAYS.includes(status) && !(status === 404 && face === 'webhooks')) return
  const denials = await app.container.make(Denials)
  denials.note({ status, face, source: callerOf(auth) ?? networkOf(address) })
}

/** A valid token, or somebody who is signed in. */
function callerOf(auth: HttpContext['auth'] | undefined): string | undefined {
  const token = auth?.use('api').user?.currentAccessToken
  return token ? `token:${token.identifier}` : auth?.use('desk').user?.actor
}
