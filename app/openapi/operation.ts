import type { Schema, SchemaNode } from '#openapi/schema'

/** What an operation of the API is for, takes and answers. Its path and ability are its route's. */
export interface Operation {
  /** One line. */
  summary: string
  /** What else a caller should know. */
  details?: string
  /** Query parameters by name, as `queryOf()` reads them from a validator. */
  query?: Record<string, QueryParameter>
  /** Headers that it reads, by name. */
  headers?: Record<string, string>
  body?: RequestBody
  /** By status. */
  answers: Record<number, Answer>
  /** Codes of problems that are not common to all operations, by status. */
  problems?: Record<number, readonly string[]>
}

export interface QueryParameter {
  schema: Schema
  required: boolean
  description?: string
  /** A list is written with commas. */
  isList: boolean
}

export interface RequestBody {
  schema: SchemaNode
  /** Shown, and sent by a test. */
  example: unknown
  /** The request may come without one. */
  optional?: boolean
}

export interface Answer {
  description: string
  /** None for an answer without a body. */
  schema?: SchemaNode
  /** The media type; JSON unless told otherwise. */
  type?: string
  /** Headers of the answer that matter, by name. */
  headers?: Record<string, string>
}

/** By `METHOD /path`, as the route list has them: `GET /api/v1/messages/:id`. */
export type Operations = Record<string, Operation>
