import type { DescribedRoute } from '#openapi/described_routes'
import type { Operation } from '#openapi/operation'
import type { DescribedOperation } from '#openapi/operations'
import { pathParametersOf } from '#openapi/path_parameters'
import { ANY_PROBLEM } from '#openapi/problem'
import { problemsOf } from '#openapi/problems_of'
import { responseOf } from '#openapi/response_object'

/** An operation as OpenAPI writes it, with components that are not resolved yet. */
export function operationObject(operation: DescribedOperation, route: DescribedRoute) {
  const { summary, details, tag, body } = operation
  const { ability, name } = route
  return {
    'operationId': name,
    'tags': [tag],
    summary,
    'description': details,
    'x-ability': ability,
    'security': ability ? [{ token: [ability] }] : [],
    'parameters': [
      ...pathParametersOf(route.pattern),
      ...queryParametersOf(operation),
      ...headerParametersOf(operation),
    ],
    'requestBody': body && {
      required: !body.optional,
      content: { 'application/json': { schema: body.schema, example: body.example } },
    },
    'responses': responsesOf(operation, route),
  }
}

function queryParametersOf({ query = {} }: Operation) {
  return Object.entries(query).map(([name, { schema, required, description, isList }]) => ({
    name,
    in: 'query',
    required,
    description,
    schema,
    ...(isList && { style: 'form', explode: false }),
  }))
}

function headerParametersOf({ headers = {} }: Operation) {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }))
}

function responsesOf(operation: Operation, route: DescribedRoute) {
  const good = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    responseOf(answer),
  ])
  return Object.fromEntries([...good, ...problemsOf(operation, route), ['default', ANY_PROBLEM]])
}
