//go:build tools

// Package tools pins macat, the command line tool of mangos, which the interoperability tests run.
package tools

import _ "go.nanomsg.org/mangos/v3/macat"
