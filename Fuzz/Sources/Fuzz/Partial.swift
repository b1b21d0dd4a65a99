import PartialResults

/// A partial result: what is read is written so that it is read again as the same, and is counted once
/// only.
func fuzzPartial(_ input: [UInt8]) {
    guard let part = try? PartialEvaluation(bytes: input, source: "f") else { return }
    guard let bytes = try? part.bytes(file: "f") else { return }
    guard let again = try? PartialEvaluation(bytes: bytes, source: "g") else {
        preconditionFailure("what was written is not read")
    }
    precondition((try? again.bytes(file: "g")) == bytes, "another result is read than was written")
    try? part.requireWhole(fileCount: 1)
    var twice = part
    let isRefused = (try? twice.merge(again, name: "g")) == nil
    precondition(isRefused || part.imageCount == 0, "images are counted twice")
}

/// The first images of MNIST's test set, as `mnist evaluate --partial` counts them.
let smallPartialResult = """
    {"format":"swift-mnist partial evaluation","version":1,"model":{"file_sha256":"71a866402\
    a9848872d3963615652607b4fa891d7b3b09cb5695c87b8bedb3c35","answers_sha256":"9af5e73115b53\
    a396012d99c01042c647f196a8c61225b8f0faadc93a4a8e376","classes":["0","1","2","3","4","5",\
    "6","7","8","9"],"facts":{"name":"mnist-mlp","path":"m.safetensors","bundled":true,"para\
    meters":535818,"origins":null,"origin_rows":[]}},"files":[{"images_sha256":"6d87418db22c\
    c8025d05968bec9bd5c3932904b23485740db143a061a2c9d161","labels_sha256":"52aa149c856ca033d\
    02e1d2e5cc61033b4c56ed4a56f0edc328206a178c42126","shape":[1,28,28],"images":10000,"range\
    s":[[0,7]],"facts":{"images_file":"i.gz","labels_file":"l.gz","dataset":"mnist","verifie\
    d":true,"text":"MNIST test set (verified: SHA-256 of both files matches)","data_options"\
    :null,"remarks":[],"doubt":null}}],"counts":{"top_k":1,"top_k_correct":7,"cross_entropy"\
    :[0.0005732027171456816,3.4933491629339465e-20],"brier":[3.011902722310287e-07,-2.162072\
    1727316278e-23],"confusion":[[0,0,1],[1,1,2],[2,2,1],[4,4,2],[7,7,1]],"bins":[{"count":0\
    ,"correct":0,"confidences":[]},{"count":0,"correct":0,"confidences":[]},{"count":0,"corr\
    ect":0,"confidences":[]},{"count":0,"correct":0,"confidences":[]},{"count":0,"correct":0\
    ,"confidences":[]},{"count":0,"correct":0,"confidences":[]},{"count":0,"correct":0,"conf\
    idences":[]},{"count":0,"correct":0,"confidences":[]},{"count":0,"correct":0,"confidence\
    s":[]},{"count":0,"correct":0,"confidences":[]},{"count":0,"correct":0,"confidences":[]}\
    ,{"count":0,"correct":0,"confidences":[]},{"count":0,"correct":0,"confidences":[]},{"cou\
    nt":0,"correct":0,"confidences":[]},{"count":7,"correct":7,"confidences":[6.999426877641\
    107,-1.1102230246251565e-16]}],"mistake_limit":5,"mistakes":[],"confidences":"9qUY+P//77\
    /hM3pY///vvx71UGT+/++/OTDIFPL/77+/x30z8P/vvwTJ1bEf/u+/VjhHZE79778="},"rejection":null,"p\
    rediction_sets":null,"run":{"wall_nanoseconds":73339562,"reading_nanoseconds":82394662,"\
    inference_nanoseconds":310641,"threads":2,"batch_size":128,"kernel":"avx512vbmi2"}}
    """
