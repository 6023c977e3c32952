package kafka

import (
	"context"
	"log/slog"

	"github.com/twmb/franz-go/pkg/kgo"
)

// bridge passes what the client warns of to the worker's log. Its informations
// are about its inner life and stay there.
type bridge struct {
	log  *slog.Logger
	conn string
}

// Level is the level from which the client calls Log.
func (bridge) Level() kgo.LogLevel { return kgo.LogLevelWarn }

// Log writes one message.
func (b bridge) Log(level kgo.LogLevel, msg string, keyvals ...any) {
	to := slog.LevelWarn
	if level == kgo.LogLevelError {
		to = slog.LevelError
	}
	b.log.Log(context.Background(), to, "kafka client: "+msg, append([]any{"connection", b.conn}, keyvals...)...)
}
