package record

import (
	"net/netip"
	"strings"
)

// ValidInet reports whether s is an IP address, of version 4 or 6. An address with
// a zone (fe80::1%eth0) means something on one machine only, and is none.
func ValidInet(s string) bool {
	if strings.IndexByte(s, '%') >= 0 {
		return false
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}
