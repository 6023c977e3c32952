import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Makes the value of a record that goes to a sink a line of text, as Connect's JsonConverter
 * writes it with its schema, and of one that comes from a source the value again.
 */
public class Enveloped<R extends ConnectRecord<R>> implements Transformation<R> {
	private final JsonConverter json = new JsonConverter();

	@Override
	public void configure(Map<String, ?> settings) {
		json.configure(Map.of("schemas.enable", "true"), false);
	}

	@Override
	public R apply(R r) {
		if (r instanceof SinkRecord) {
			byte[] text = json.fromConnectData(r.topic(), r.valueSchema(), r.value());
			return with(r, new SchemaAndValue(Schema.STRING_SCHEMA, new String(text, StandardCharsets.UTF_8)));
		}
		return with(r, json.toConnectData(r.topic(), ((String) r.value()).getBytes(StandardCharsets.UTF_8)));
	}

	private static <R extends ConnectRecord<R>> R with(R r, SchemaAndValue v) {
		return r.newRecord(r.topic(), r.kafkaPartition(), r.keySchema(), r.key(), v.schema(), v.value(), r.timestamp());
	}

	@Override
	public ConfigDef config() {
		return new ConfigDef();
	}

	@Override
	public void close() {
		json.close();
	}
}
