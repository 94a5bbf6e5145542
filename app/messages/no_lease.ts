/** For a SET: releases the lease. */
export const NO_LEASE = 'lease_token = NULL, lease_until = NULL, claimed_by = NULL'
