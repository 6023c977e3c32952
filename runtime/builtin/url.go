package builtin

import "strings"

// URL is the parts of a URL, as they stand in it.
type URL struct {
	Scheme, User, Host, Path, Query, Fragment string
	Port                                      int32
	HasUser, HasPort, HasQuery, HasFragment   bool
}

// ParseURL takes the whole of s apart. It must begin with a scheme and a host; no
// escapes are undone. ok is false for other texts.
func ParseURL(s string) (u URL, ok bool) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found || !isScheme(scheme) {
		return URL{}, false
	}
	for i := range len(rest) {
		if rest[i] <= ' ' || rest[i] == 0x7f {
			return URL{}, false
		}
	}
	u.Scheme = scheme
	rest, u.Fragment, u.HasFragment = strings.Cut(rest, "#")
	rest, u.Query, u.HasQuery = strings.Cut(rest, "?")
	authority := rest
	if at := strings.IndexByte(rest, '/'); at >= 0 {
		authority, u.Path = rest[:at], rest[at:]
	}
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		u.User, u.HasUser, authority = authority[:at], true, authority[at+1:]
	}
	return u, u.address(authority)
}

// address reads the host and the port: shop.example:8080, [::1]:80.
func (u *URL) address(s string) bool {
	u.Host = s
	colon := strings.LastIndexByte(s, ':')
	if colon > strings.LastIndexByte(s, ']') {
		port := s[colon+1:]
		u.Host, u.HasPort = s[:colon], port != ""
		if len(port) > 5 {
			return false
		}
		for i := range len(port) {
			if port[i] < '0' || port[i] > '9' {
				return false
			}
			u.Port = u.Port*10 + int32(port[i]-'0')
		}
	}
	if strings.HasPrefix(u.Host, "[") {
		if !strings.HasSuffix(u.Host, "]") {
			return false
		}
		u.Host = u.Host[1 : len(u.Host)-1]
	} else if strings.ContainsAny(u.Host, ":[]") {
		return false
	}
	return u.Host != "" && u.Port <= 65535
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || (s[i] < '0' || s[i] > '9') && s[i] != '+' && s[i] != '-' && s[i] != '.') {
			return false
		}
	}
	return s != ""
}
