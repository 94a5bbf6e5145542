import { REQUESTED } from './scheduled_message.js'

/**
 * The `source` of a message that a person sent, or another system for one. One about a child stands
 * in for its reminders (`frequency.daysAfterByHand`).
 */
export const BY_HAND = ['person', REQUESTED]
