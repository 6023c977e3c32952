package cqltest

// The codes of errors.
const (
	ServerError    = 0x0000
	BadCredentials = 0x0100
	Unavailable    = 0x1000
	Overloaded     = 0x1001
	WriteTimeout   = 0x1100
	Unauthorized   = 0x2100
	Invalid        = 0x2200
	protocolError  = 0x000a
	unprepared     = 0x2500
)

// Error is what the server answers in place of a result. Alive and Required fill
// an Unavailable or WriteTimeout.
type Error struct {
	Code            int
	Message         string
	Alive, Required int
}

// body is the error on the wire.
func (e *Error) body() []byte {
	var o out
	o.int(e.Code)
	if e.Code == unprepared {
		o.text("Prepared query not found")
		o.text(e.Message)
		return o.b
	}
	o.text(e.Message)
	switch e.Code {
	case Unavailable:
		o.short(6)
		o.int(e.Required)
		o.int(e.Alive)
	case WriteTimeout:
		o.short(6)
		o.int(e.Alive)
		o.int(e.Required)
		o.text("UNLOGGED_BATCH")
	}
	return o.b
}
