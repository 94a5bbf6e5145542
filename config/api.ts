import env from '#start/env'

/** Limits and defaults of the API. */
const apiConfig = {
  /** The country of numbers without a + (DEFAULT_COUNTRY). */
  defaultCountry: env.get('DEFAULT_COUNTRY'),

  /** Requests per minute and token, in each web process (config/limiter.ts); beyond that 429. */
  requestsPerMinute: 600,

  /**
   * Requests per minute and address with an invalid token; beyond that 429 instead of 401. Valid
   * tokens still pass.
   */
  failedAuthenticationsPerMinute: 30,

  /** Default validity of a token, in days. */
  tokenDays: 90,
}

export default apiConfig
