package run

import (
	"fmt"
	"time"
)

// where is a place in a log.
type where uint8

const (
	earliest where = iota + 1
	latest
	after // the first record at or after a time
)

// start says where a group without offsets begins.
type start struct {
	where where
	at    time.Time
}

func parseStart(text string) (start, error) {
	switch text {
	case "", "earliest":
		return start{where: earliest}, nil
	case "latest":
		return start{where: latest}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return start{}, fmt.Errorf("start is earliest, latest or a time such as 2026-11-22T18:00:00Z, not %q", text)
	}
	return start{where: after, at: at}, nil
}
