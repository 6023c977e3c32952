package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/twmb/franz-go/pkg/kfake"
)

// bridge passes the broker's warnings to the worker's log.
type bridge struct {
	log  *slog.Logger
	conn string
}

// Logf writes one message.
func (b bridge) Logf(level kfake.LogLevel, format string, args ...any) {
	var to slog.Level
	switch level {
	case kfake.LogLevelError:
		to = slog.LevelError
	case kfake.LogLevelWarn:
		to = slog.LevelWarn
	case kfake.LogLevelNone, kfake.LogLevelInfo, kfake.LogLevelDebug:
		return // about single requests
	}
	msg := strings.TrimSpace(fmt.Sprintf(format, args...))
	b.log.Log(context.Background(), to, "embedded kafka: "+msg, "connection", b.conn)
}
