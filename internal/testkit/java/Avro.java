import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DecoderFactory;

/** Answers each line of its input, whose parts stand between tabs, with one line. */
public class Avro {
	public static void main(String[] args) throws Exception {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
		for (String line; (line = in.readLine()) != null; ) {
			String[] part = line.split("\t", -1);
			String answer;
			try {
				answer = part[0].equals("copy") ? copy(part[1], part[2], part[3]) : resolve(part[1], part[2], part[3], part[4]);
			} catch (Exception e) {
				answer = "error " + e;
			}
			out.println(answer.replace('\n', ' '));
		}
		out.flush();
	}

	/** Reads a record of the writer as the reader, and one that is said to be the same. */
	static String resolve(String reader, String writer, String record, String rewritten) throws Exception {
		Schema r = new Schema.Parser().parse(reader), w = new Schema.Parser().parse(writer);
		String want = decode(w, r, record), got = decode(r, r, rewritten);
		return want.equals(got) ? "same" : "want " + want + " got " + got;
	}

	static String decode(Schema writer, Schema reader, String hex) throws Exception {
		byte[] b = HexFormat.of().parseHex(hex);
		var d = DecoderFactory.get().binaryDecoder(b, null);
		String text = String.valueOf(new GenericDatumReader<Object>(writer, reader).read(null, d));
		return d.isEnd() ? text : text + " and more";
	}

	/** Writes the records of a container file to another one, with a codec. */
	static String copy(String from, String to, String codec) throws Exception {
		int n = 0;
		try (var in = new DataFileReader<Object>(new File(from), new GenericDatumReader<Object>());
				var out = new DataFileWriter<Object>(new GenericDatumWriter<Object>(in.getSchema()))) {
			out.setCodec(CodecFactory.fromString(codec)).setSyncInterval(1000).create(in.getSchema(), new File(to));
			for (; in.hasNext(); n++) {
				out.append(in.next());
			}
		}
		return n + " records";
	}
}
