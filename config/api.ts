/** What the API takes. */
const apiConfig = {
  /** Requests a minute of one token, in each web process (config/limiter.ts); over it 429. */
  requestsPerMinute: 600,

  /** Requests a minute of one address with a wrong token; over it they get 429 in place of 401. Right tokens pass. */
  failedAuthenticationsPerMinute: 30,

  /** How long a token is valid unless told otherwise, in days. */
  tokenDays: 90,
}

export default apiConfig
