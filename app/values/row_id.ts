/**
 * The id of a row as people and programs write it: up to 15 digits, which a number represents
 * exactly.
 */
export const ROW_ID = /^[1-9]\d{0,14}$/
