import { ApiClientSchema } from '#database/schema'

/** A program that calls the API; its tokens are issued by app/access/issue_token.ts. */
export default class ApiClient extends ApiClientSchema {}
