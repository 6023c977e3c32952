package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// config is a JSON object of texts. Numbers and truths are taken as texts, as Kafka Connect
// takes them; a null is as if it were not there.
type config map[string]string

// UnmarshalJSON implements [json.Unmarshaler].
func (c *config) UnmarshalJSON(raw []byte) error {
	var all map[string]*text
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	if all == nil {
		return nil
	}
	*c = config{}
	for name, value := range all {
		if value != nil {
			(*c)[name] = string(*value)
		}
	}
	return nil
}

// text is a value of a config.
type text string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *text) UnmarshalJSON(raw []byte) error {
	switch raw[0] {
	case '"':
		return json.Unmarshal(raw, (*string)(t))
	case '{', '[':
		return errors.New("a value of a config is a text, and not an object or an array")
	}
	*t = text(raw)
	return nil
}

// decode reads the body of a request, and nothing but it.
func decode(r *http.Request, into any) error {
	raw, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fail(http.StatusRequestEntityTooLarge, "the request is larger than %d bytes", large.Limit)
	case err != nil:
		return fail(http.StatusBadRequest, "the request could not be read: %v", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err = d.Decode(into)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the JSON")
		}
	}
	if err == nil && bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		err = errors.New("it is null")
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("it is empty")
	}
	if err != nil {
		return fail(http.StatusBadRequest, "the request is not the JSON that is taken here: %v", err)
	}
	return nil
}
