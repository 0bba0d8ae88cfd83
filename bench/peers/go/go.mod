module sp/bench/peers/go

go 1.21

require go.nanomsg.org/mangos/v3 v3.4.2
