import type { HttpAnswer } from '#gateways/orange/classify_answer'
import type { ErrorBody } from '#gateways/orange/parse_error_body'

/** Refused before anything was done: repeating the request with another token sends it once. */
export function isAboutToken(
  { status }: Pick<HttpAnswer, 'status'>,
  { code }: Pick<ErrorBody, 'code'>
): boolean {
  return status === 401 || (status > 401 && status < 500 && code === '42')
}
