import json
json.dump({"l": [{}] * 100, "t": "x" * 300}, open("d.json", "w"))
