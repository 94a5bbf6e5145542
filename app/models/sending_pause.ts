import { SendingPauseSchema } from '#database/schema'

/** A person's pause of everything, a facility, or a message type. */
export default class SendingPause extends SendingPauseSchema {}
