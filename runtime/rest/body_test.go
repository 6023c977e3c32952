package rest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What is no JSON, or more than one, is a mistake of who asks.
func TestDecode(t *testing.T) {
	for text, good := range map[string]bool{
		`{"name":"a"}`: true, " {} \n": true,
		"": false, " ": false, "null": false, "[]": false, `"a"`: false, "{": false,
		"{}}": false, "{} {}": false, "{}]": false, "{},": false, `{"nam":"a"}`: false, `{"name":1}`: false,
		`{"name":"` + strings.Repeat("a", 100) + `"}`: false,
	} {
		var into struct {
			Name string `json:"name"`
		}
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text))
		r.Body = http.MaxBytesReader(nil, r.Body, 100)
		err := decode(r, &into)
		if (err == nil) != good {
			t.Errorf("%.20q: %v", text, err)
		}
		if f := (*Failure)(nil); err != nil && (!errors.As(err, &f) || f.Status/100 != 4) {
			t.Errorf("%.20q: %v is no mistake of who asks", text, err)
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add(`{"a":"b","c":1,"d":null,"e":true}`)
	f.Add(`{"a":{"b":[]}}`)
	f.Fuzz(func(t *testing.T, body string) {
		var c config
		if err := decode(httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)), &c); err == nil && c == nil {
			t.Errorf("%q is a config of nothing", body)
		}
	})
}
