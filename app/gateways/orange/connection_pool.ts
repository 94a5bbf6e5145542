import http from 'node:http'
import https from 'node:https'

/** More than a sweep has in flight at Orange's five a second and the longest timeout. */
const MAX_SOCKETS = 128

/**
 * Milliseconds for which an idle connection is kept: shorter than servers keep theirs (Apache 5 s,
 * load balancers 60 s), because a request on a connection that the other side is closing has an
 * unknown outcome. A shorter `Keep-Alive` hint takes precedence.
 */
const IDLE_SOCKET_MS = 4_000

/** The keep-alive connections to one operator. TLS is verified whatever the environment says. */
export function connectionPool({ idleSocketMs = IDLE_SOCKET_MS } = {}) {
  const pool = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: idleSocketMs }
  return {
    httpAgent: connectingWithoutLimit(new http.Agent(pool)),
    httpsAgent: connectingWithoutLimit(
      new https.Agent({ ...pool, rejectUnauthorized: true, minVersion: 'TLSv1.2' })
    ),
  }
}

/**
 * Node would also end a connect after the pool's idle time; only the request's own timeout should.
 */
function connectingWithoutLimit<Agent extends http.Agent>(agent: Agent): Agent {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) =>
    connect({ ...options, timeout: undefined }, callback)
  return agent
}
