/*
|--------------------------------------------------------------------------
| Routes
|--------------------------------------------------------------------------
*/

import '#start/routes/health'
import '#start/routes/metrics'
import '#start/routes/api'
import '#start/routes/webhooks'
import '#start/routes/desk'
