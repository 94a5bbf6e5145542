import { GatewayAccountSchema } from '#database/schema'

/** Credentials, sender, limit and state behind a gateway. */
export default class GatewayAccount extends GatewayAccountSchema {}
