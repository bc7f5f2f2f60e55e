"""What every dialect shares: authentication, the unit of work, rendering of problems, fields, paging, XML."""
