import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;

/**
 * Asks Kafka Connect's own converters. A line says what to read, how, and how to write it again:
 * {"way": "json", "read": {…}, "write": {…}, "base64": "…"}; the answer is {"ok": "…"} or {"error": "…"}.
 */
public class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, JsonConverter> CONVERTERS = new HashMap<>();

  public static void main(String[] args) throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      ObjectNode answer = JSON.createObjectNode();
      try {
        byte[] wrote = ask(JSON.readTree(line));
        answer.put("ok", wrote == null ? null : new String(wrote, StandardCharsets.UTF_8));
      } catch (RuntimeException e) {
        answer.put("error", e.getClass().getSimpleName());
      }
      out.println(JSON.writeValueAsString(answer));
    }
    out.flush();
  }

  private static byte[] ask(JsonNode q) throws Exception {
    SchemaAndValue v = read(q, Base64.getDecoder().decode(q.get("base64").asText()));
    return converter(q.get("write")).fromConnectData("t", v.schema(), v.value());
  }

  private static SchemaAndValue read(JsonNode q, byte[] bytes) {
    switch (q.get("way").asText()) {
      case "header":
        return new SimpleHeaderConverter().toConnectHeader("t", "h", bytes);
      case "string":
        StringConverter text = new StringConverter();
        text.configure(Map.of(), false);
        return text.toConnectData("t", bytes);
      default:
        return converter(q.get("read")).toConnectData("t", bytes);
    }
  }

  private static JsonConverter converter(JsonNode config) {
    return CONVERTERS.computeIfAbsent(config.toString(), key -> {
      JsonConverter made = new JsonConverter();
      made.configure(JSON.convertValue(config, Map.class), false);
      return made;
    });
  }
}
