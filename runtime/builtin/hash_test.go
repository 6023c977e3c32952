package builtin

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestHashesAgainstTheLibrary(t *testing.T) {
	texts := []string{"", "a", "what do ya want for nothing?", strings.Repeat("ä", 100), strings.Repeat("k", 64), strings.Repeat("k", 128), strings.Repeat("k", 200)}
	for _, h := range []struct {
		name  string
		make  func() hash.Hash
		plain func(*record.Arena, string, string) string
		keyed func(*record.Arena, string, string) string
	}{
		{"sha256", sha256.New, SHA256, HMACSHA256},
		{"sha512", sha512.New, SHA512, HMACSHA512},
		{"sha1", sha1.New, SHA1, HMACSHA1},
		{"md5", md5.New, MD5, HMACMD5},
	} {
		for _, s := range texts {
			for _, salt := range texts {
				a := record.Arena{Bytes: []byte("before")}
				want := h.make()
				want.Write([]byte(salt + s))
				if got := h.plain(&a, s, salt); got != hex.EncodeToString(want.Sum(nil)) {
					t.Fatalf("%s of %q with %q: %s", h.name, s, salt, got)
				}
				mac := hmac.New(h.make, []byte(salt))
				mac.Write([]byte(s))
				if got := h.keyed(&a, s, salt); got != hex.EncodeToString(mac.Sum(nil)) {
					t.Fatalf("keyed %s of %q with %q: %s", h.name, s, salt, got)
				}
				if !strings.HasPrefix(string(a.Bytes), "before") {
					t.Fatalf("%s wrote over what was there", h.name)
				}
			}
		}
	}
}

func TestEncodings(t *testing.T) {
	var a record.Arena
	for _, s := range []string{"", "a", "\x00\xff\x10", "ä long one, of more than a few bytes"} {
		if Hex(&a, []byte(s)) != hex.EncodeToString([]byte(s)) || HexText(&a, s) != Hex(&a, []byte(s)) {
			t.Errorf("hex of %q: %s", s, HexText(&a, s))
		}
		if Base64(&a, []byte(s)) != base64.StdEncoding.EncodeToString([]byte(s)) || Base64Text(&a, s) != Base64(&a, []byte(s)) {
			t.Errorf("base64 of %q: %s", s, Base64Text(&a, s))
		}
	}
}

func TestUUIDs(t *testing.T) {
	var u UUIDs
	seen := map[[16]byte]bool{}
	for range 1000 {
		id := u.V4()
		if seen[id] || id[6]>>4 != 4 || id[8]>>6 != 2 {
			t.Fatalf("%x is no new random uuid", id)
		}
		seen[id] = true
	}
	// The example of RFC 9562, A.4.
	var a record.Arena
	dns, _ := record.ParseUUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	if got := string(record.AppendUUID(nil, UUID5(&a, dns, "www.example.com"))); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Errorf("version 5: %s", got)
	}
}
