import json
json.dump({"l": [{}] * 500}, open("d.json", "w"))
