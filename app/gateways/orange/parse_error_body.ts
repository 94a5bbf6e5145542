import { storable } from '#values/storable_text'
import { isObject } from '#values/is_object'

/** Longer texts are cut: they are stored in a row and shown on a screen. */
const LONGEST_TEXT = 500

/** A code is a word or a short number; anything else may echo the request. */
const CODE = /^(?!.*\d{6})(?:[A-Za-z][\w.-]{0,39}|\d{1,5})$/

/** The content of an error answer, from any of its four envelopes. */
export interface ErrorBody {
  /** `53`, `SVC0004`, `invalid_client`. */
  code?: string
  message?: string
  description?: string
  /** `variables[0]` of a OneAPI error: the real cause, for which the text only has `%1`. */
  cause?: string
}

type Json = Record<string, unknown>

/** Never throws: an empty body, HTML or an unknown shape gives an empty object. */
export function parseErrorBody(text: string): ErrorBody {
  const body = asObject(parseJson(text))
  if (!body) return {}

  const requestError = asObject(body.requestError)
  if (requestError) return fromOneApi(requestError)
  if (typeof body.error === 'string') return fromTokenEndpoint(body)
  return fromGateway(asObject(body.error) ?? body)
}

/** OMA/GSMA OneAPI: `{"requestError":{"serviceException":{"messageId","text","variables"}}}`. */
function fromOneApi(requestError: Json): ErrorBody {
  const exception =
    asObject(requestError.serviceException) ??
    asObject(requestError.policyException) ??
    requestError
  const { variables } = exception
  return {
    code: asCode(exception.messageId),
    message: asText(exception.text),
    cause: asText(Array.isArray(variables) ? variables[0] : variables),
  }
}

/** RFC 6749: `{"error","error_description"}`. */
function fromTokenEndpoint(body: Json): ErrorBody {
  return {
    code: asCode(body.error),
    message: asText(body.message),
    description: asText(body.error_description) ?? asText(body.description),
  }
}

/** The API gateway: `{"code","message","description"}`, or any part of it. */
function fromGateway(body: Json): ErrorBody {
  return {
    code: asCode(body.code),
    message: asText(body.message),
    description: asText(body.description),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined
}

function asText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return storable(String(value).trim().slice(0, LONGEST_TEXT)) || undefined
}

function asCode(value: unknown): string | undefined {
  const text = asText(value)
  return text !== undefined && CODE.test(text) ? text : undefined
}
