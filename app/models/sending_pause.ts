import { SendingPauseSchema } from '#database/schema'

/** People said that nothing, nothing of a facility, or nothing of a message type is to be sent. */
export default class SendingPause extends SendingPauseSchema {}
